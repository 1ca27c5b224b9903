"""Excel's half of the connection: the VBA that gapsheet writes into its add-in and its macro-enabled workbooks."""
