"""The programs in which the functions run; each module here is a translation for one of them."""
