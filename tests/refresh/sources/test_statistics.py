"""Official statistics in the forms in which their services answer: SDMX, the World Bank, e-Stat, JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from gapsheet.errors import DataError, FetchError, SecretError, SourceError
from gapsheet.refresh.configuration import Binding, Limits
from gapsheet.refresh.records import Fetched, Kind, Type
from gapsheet.refresh.sources import fetch, sdmxdata
from support.documents import section, words
from support.servers import Handler, Page
from support.sources import access, source

# SDMX

_NAMESPACES = (
    'xmlns:mes="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message" '
    'xmlns:com="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)
_FLOW = "urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=TEST:PAY(1.0):ObsLevelDim:TIME_PERIOD"
_HEADER = (
    "<mes:Header><mes:ID>T1</mes:ID><mes:Test>false</mes:Test><mes:Prepared>2025-08-15T10:00:00</mes:Prepared>"
    '<mes:Sender id="TEST"/><mes:Structure structureID="S" {more} dimensionAtObservation="TIME_PERIOD">'
    '<com:Structure><Ref agencyID="TEST" id="DSD" version="1.0"/></com:Structure></mes:Structure></mes:Header>'
)
GENERIC = (Path(__file__).parent / "generic.xml").read_bytes()
SPECIFIC = f"""<?xml version="1.0" encoding="UTF-8"?>
<mes:StructureSpecificData {_NAMESPACES} xmlns:ns1="{_FLOW}"
 xmlns:ss="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/data/structurespecific">
{_HEADER.format(more=f'namespace="{_FLOW}"')}
<mes:DataSet ss:structureRef="S" xsi:type="ns1:DataSetType" ss:dataScope="DataStructure" ss:action="Replace">
<Series FREQ="A" AREA="JP" UNIT="JPY"><Obs TIME_PERIOD="2023" OBS_VALUE="1.5" OBS_STATUS="A"/>
<Obs TIME_PERIOD="2024" OBS_VALUE="NaN"/></Series></mes:DataSet></mes:StructureSpecificData>""".encode()
SDMX_CSV = b"""DATAFLOW,FREQ,AREA,UNIT,TIME_PERIOD,OBS_VALUE,OBS_STATUS
TEST:PAY(1.0),A,JP,JPY,2023,1.5,A
TEST:PAY(1.0),A,JP,JPY,2024,,
"""
SDMX_JSON = json.dumps(
    {
        "header": {"id": "T1", "test": False, "prepared": "2025-08-15T10:00:00Z", "sender": {"id": "TEST"}},
        "structure": {
            "name": "Pay",
            "dimensions": {
                "dataSet": [],
                "series": [
                    {"id": "FREQ", "name": "Frequency", "keyPosition": 0, "values": [{"id": "A", "name": "Annual"}]},
                    {"id": "AREA", "name": "Area", "keyPosition": 1, "values": [{"id": "JP", "name": "Japan"}]},
                ],
                "observation": [
                    {
                        "id": "TIME_PERIOD",
                        "name": "Time",
                        "role": "time",
                        "values": [{"id": "2023", "name": "2023"}, {"id": "2024", "name": "2024"}],
                    }
                ],
            },
            "attributes": {
                "dataSet": [],
                "series": [{"id": "UNIT", "name": "Unit", "values": [{"id": "JPY", "name": "Yen"}]}],
                "observation": [{"id": "OBS_STATUS", "name": "Status", "values": [{"id": "A", "name": "Normal"}]}],
            },
        },
        "dataSets": [
            {
                "action": "Information",
                "series": {"0:0": {"attributes": [0], "observations": {"0": [1.5, 0], "1": [None, None]}}},
            }
        ],
    }
).encode()
SDMX_TYPES = {"AREA": Type.TEXT, "UNIT": Type.TEXT, "TIME_PERIOD": Type.INTEGER, "OBS_VALUE": Type.NUMBER}
GENERIC_MEDIA = "application/vnd.sdmx.genericdata+xml; version=2.1; charset=utf-8"


def sdmx(net: Any, page: Page, query: str = "PAY/A.JP?startPeriod=2023") -> Fetched:
    net.pages["/rest/data/PAY/A.JP"] = page
    asked = source(Kind.SDMX, net.url("/rest"), query, **SDMX_TYPES)
    return fetch(asked, net.access(asked))


@pytest.mark.parametrize(
    ("body", "media"),
    [
        (GENERIC, GENERIC_MEDIA),
        (SPECIFIC, "application/vnd.sdmx.structurespecificdata+xml;version=2.1"),
        (SDMX_JSON, "application/vnd.sdmx.data+json;version=1.0.0"),
        (SDMX_CSV, "application/vnd.sdmx.data+csv;version=1.0.0;charset=utf-8"),
    ],
    ids=["generic", "structure specific", "JSON", "CSV"],
)
def test_sdmx_in_every_form_gives_the_same_rows(net: Any, body: bytes, media: str) -> None:
    frame = sdmx(net, Page(body, media)).frame
    assert frame["TIME_PERIOD"].tolist() == [2023.0, 2024.0]
    assert frame["OBS_VALUE"].tolist()[0] == 1.5
    assert frame["OBS_VALUE"].isna().tolist() == [False, True]
    assert frame["AREA"].tolist() == ["JP", "JP"]
    if body is not SDMX_JSON:  # there sdmx1 loses the attributes of whole series
        assert frame["UNIT"].tolist() == ["JPY", "JPY"]
    assert net.pages.requests[0][0] == "/rest/data/PAY/A.JP?startPeriod=2023"


def test_sdmx_names_its_edition(net: Any) -> None:
    fetched = sdmx(net, Page(GENERIC, GENERIC_MEDIA))
    assert (fetched.vintage, fetched.as_of) == ("2025-08-15", "2025-08-15")


@pytest.mark.parametrize(
    ("name", "query", "address"),
    [
        ("OECD", "OECD.SDD.NAD,DSD_NAMAIN1@DF_QNA,1.1/Q..JPN?startPeriod=2020", "https://sdmx.oecd.org/public/rest/data/OECD.SDD.NAD,DSD_NAMAIN1@DF_QNA,1.1/Q..JPN?startPeriod=2020"),
        ("ECB", "EXR/M.USD.EUR.SP00.A", "https://data-api.ecb.europa.eu/service/data/EXR/M.USD.EUR.SP00.A"),
        ("ESTAT", "nama_10_gdp/A.CP_MEUR.B1GQ.DE", "https://ec.europa.eu/eurostat/api/dissemination/sdmx/2.1/data/nama_10_gdp/A.CP_MEUR.B1GQ.DE"),
    ],
)  # fmt: skip
def test_known_services_are_asked_at_their_addresses(name: str, query: str, address: str) -> None:
    assert sdmxdata.question(source(Kind.SDMX, name, query)).url == address


def test_unknown_service_is_refused(tmp_path: Path) -> None:
    asked = source(Kind.SDMX, "NOWHERE", "PAY/A")
    with pytest.raises(SourceError, match="no SDMX service is called NOWHERE; there are ABS, "):
        fetch(asked, access(tmp_path, asked))


@pytest.mark.parametrize("query", ["", "two words/A", "PAY/A#x", "?startPeriod=2020"])
def test_query_that_is_no_sdmx_key_is_refused(tmp_path: Path, query: str) -> None:
    asked = source(Kind.SDMX, "ECB", query)
    with pytest.raises(SourceError, match="is no SDMX query"):
        fetch(asked, access(tmp_path, asked))


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
FILES = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("doctype", [LAUGHS, FILES, b"<!doctype x>", b"<!DOCTYPE\nx>"])
def test_xml_that_defines_entities_is_refused(net: Any, doctype: bytes) -> None:
    head, _, rest = GENERIC.partition(b"?>")
    with pytest.raises(DataError, match="document type or entities"):
        sdmx(net, Page(head + b"?>" + doctype + rest, GENERIC_MEDIA))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-7", "latin-1"])
def test_xml_that_could_hide_entities_in_another_encoding_is_refused(net: Any, encoding: str) -> None:
    text = GENERIC.decode().replace("UTF-8", encoding).replace("?>", f"?>{FILES.decode()}", 1)
    with pytest.raises(DataError, match="another encoding than UTF-8"):
        sdmx(net, Page(text.encode(encoding), GENERIC_MEDIA))


@pytest.mark.parametrize(
    "body",
    [GENERIC[: len(GENERIC) // 2], b"<html/>", b"", b"<?xml version='1.0'?><a/>", GENERIC.replace(b"gen:", b"")],
)
def test_what_is_no_sdmx_is_refused(net: Any, body: bytes) -> None:
    with pytest.raises(FetchError, match=r"cannot be read as SDMX|holds no"):
        sdmx(net, Page(body, GENERIC_MEDIA))


def test_remarks_of_the_reader_stay_off_the_screen(net: Any, capfd: pytest.CaptureFixture[str]) -> None:
    sdmx(net, Page(SPECIFIC, "application/vnd.sdmx.structurespecificdata+xml"))
    with pytest.raises(FetchError):
        sdmx(net, Page(GENERIC.replace(b"</gen:Series>", b""), GENERIC_MEDIA))
    assert capfd.readouterr() == ("", "")


# World Bank


def bank_rows(*years: int) -> list[dict[str, Any]]:
    return [
        {
            "indicator": {"id": "NY.GDP.MKTP.CD", "value": "GDP (current US$)"},
            "country": {"id": "JP", "value": "Japan"},
            "countryiso3code": "JPN",
            "date": str(year),
            "value": None if year == 2025 else year * 1e9,
            "unit": "",
            "obs_status": "",
            "decimal": 0,
        }
        for year in years
    ]


def bank_page(
    *years: int, page: int = 1, pages: int = 1, total: int | None = None, edition: str = "2025-07-01"
) -> Page:
    head = {"page": page, "pages": pages, "per_page": 20000, "total": len(years) if total is None else total}
    head |= {"sourceid": "2", "lastupdated": edition}
    return Page(json.dumps([head, bank_rows(*years)]).encode(), "application/json;charset=utf-8")


def bank(
    net: Any, page: Any, query: str = "country=JPN indicator=NY.GDP.MKTP.CD date=2023:2025", **limits: Any
) -> Fetched:
    net.pages["/v2/country/JPN/indicator/NY.GDP.MKTP.CD"] = page
    types = {"countryiso3code": Type.TEXT, "date": Type.INTEGER, "value": Type.NUMBER}
    asked = source(Kind.WORLD_BANK, net.url("/v2"), query, **types)
    return fetch(asked, net.access(asked, limits=Limits(**limits)))


def test_world_bank(net: Any) -> None:
    fetched = bank(net, bank_page(2025, 2024, 2023))
    assert fetched.frame["date"].tolist() == [2025.0, 2024.0, 2023.0]
    assert fetched.frame["value"].tolist()[1:] == [2024e9, 2023e9]
    assert fetched.frame["value"].isna().tolist() == [True, False, False]
    assert fetched.frame["country_name"].tolist() == ["Japan"] * 3
    assert (fetched.vintage, fetched.as_of) == ("2025-07-01", "2025-07-01")
    asked = parse_qs(urlsplit(net.pages.requests[0][0]).query)
    assert asked == {"format": ["json"], "per_page": ["20000"], "page": ["1"], "date": ["2023:2025"]}


def paged(*pages: Page) -> Any:
    def answer(handler: Handler) -> Page:
        return pages[int(parse_qs(urlsplit(handler.path).query)["page"][0]) - 1]

    return answer


def test_world_bank_in_pages(net: Any) -> None:
    pages = paged(bank_page(2025, 2024, page=1, pages=2, total=3), bank_page(2023, page=2, pages=2, total=3))
    assert bank(net, pages).frame["date"].tolist() == [2025.0, 2024.0, 2023.0]


def test_world_bank_of_two_editions_is_refused(net: Any) -> None:
    later = bank_page(2023, page=2, pages=2, total=3, edition="2025-10-01")
    with pytest.raises(FetchError, match="a new edition came out"):
        bank(net, paged(bank_page(2025, 2024, page=1, pages=2, total=3), later))


def test_world_bank_with_lost_rows_is_refused(net: Any) -> None:
    with pytest.raises(DataError, match="2 rows came, but 3 were announced"):
        bank(net, bank_page(2025, 2024, total=3))


def test_world_bank_with_too_many_rows_is_refused_after_the_first_page(net: Any) -> None:
    with pytest.raises(DataError, match="more than 10 rows"):
        bank(net, bank_page(2025, pages=1_000_000, total=1_000_000), rows=10)
    assert len(net.pages.requests) == 1


def test_world_bank_refuses_with_status_200(net: Any) -> None:
    said = [{"message": [{"id": "120", "key": "Invalid value", "value": "The provided parameter value is not valid"}]}]
    with pytest.raises(FetchError, match="the World Bank refuses: The provided parameter value is not valid"):
        bank(net, Page(json.dumps(said).encode(), "application/json"))


@pytest.mark.parametrize(
    "body", [b"[]", b"{}", b"[1, 2]", b'[{"pages": 1, "total": 1}, [1]]', b"null", b'[{"message": 1}]']
)
def test_what_is_not_the_world_banks_is_refused(net: Any, body: bytes) -> None:
    with pytest.raises(FetchError, match="is not what the World Bank documents"):
        bank(net, Page(body, "application/json"))


def test_world_bank_wants_country_and_indicator(net: Any) -> None:
    with pytest.raises(SourceError, match="lacks country= or indicator="):
        bank(net, bank_page(), "country=JPN")


# e-Stat


def estat_page(
    values: Any,
    total: int | None = None,
    following: int | None = None,
    status: int = 0,
    message: str = "正常に終了しました。",
) -> Page:
    inf: dict[str, Any] = {"TOTAL_NUMBER": len(values) if total is None else total, "FROM_NUMBER": 1, "TO_NUMBER": 2}
    if following is not None:
        inf["NEXT_KEY"] = following
    classes = [
        {
            "@id": "tab",
            "@name": "表章項目",
            "CLASS": {"@code": "020", "@name": "所定内給与額", "@level": "", "@unit": "千円"},
        },
        {
            "@id": "cat01",
            "@name": "性",
            "CLASS": [{"@code": "01", "@name": "男", "@level": "1"}, {"@code": "02", "@name": "女", "@level": "1"}],
        },
        {"@id": "time", "@name": "時間軸", "CLASS": {"@code": "2024000000", "@name": "2024年", "@level": "1"}},
    ]
    table = {
        "RESULT_INF": inf,
        "TABLE_INF": {
            "@id": "0003411595",
            "STAT_NAME": {"@code": "00450091", "$": "賃金構造基本統計調査"},
            "UPDATED_DATE": "2025-03-17",
        },
        "CLASS_INF": {"CLASS_OBJ": classes},
        "DATA_INF": {"NOTE": [{"@char": "-", "$": "該当数値なし"}, {"@char": "***", "$": "秘匿"}], "VALUE": values},
    }
    result = {"STATUS": status, "ERROR_MSG": message, "DATE": "2025-11-22T18:00:00.000+09:00"}
    document = {"GET_STATS_DATA": {"RESULT": result, "PARAMETER": {"LANG": "J"}, "STATISTICAL_DATA": table}}
    if status:
        del document["GET_STATS_DATA"]["STATISTICAL_DATA"]
    return Page(json.dumps(document, ensure_ascii=False).encode(), "application/json;charset=utf-8")


def estat_value(sex: str, value: str) -> dict[str, str]:
    return {"@tab": "020", "@cat01": sex, "@time": "2024000000", "@unit": "千円", "$": value}


@pytest.fixture
def app_id(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("ESTAT_APP_ID", "0123abcd")
    return "ESTAT_APP_ID"


def estat(
    net: Any, page: Any, secret: str = "ESTAT_APP_ID", query: str = "statsDataId=0003411595 cdTab=020", **limits: Any
) -> Fetched:
    net.pages["/rest/3.0/app/json/getStatsData"] = page
    asked = source(Kind.ESTAT, net.url("/rest/3.0/app/json"), query, secret, cat01=Type.TEXT, value=Type.NUMBER)
    bound = {"ESTAT_APP_ID": Binding(("localhost",))}
    return fetch(asked, net.access(asked, secrets=bound, limits=Limits(**limits)))


def test_estat(net: Any, app_id: str) -> None:
    fetched = estat(net, estat_page([estat_value("01", "363.1"), estat_value("02", "***")]))
    frame = fetched.frame
    assert frame["cat01"].tolist() == ["01", "02"]
    assert frame["cat01_name"].tolist() == ["男", "女"]
    assert frame["tab_name"].tolist() == ["所定内給与額"] * 2
    assert frame["unit"].tolist() == ["千円", "千円"]
    assert frame["value"].tolist()[0] == 363.1
    assert frame["value"].isna().tolist() == [False, True]
    assert fetched.vintage == "2025-03-17"
    asked = parse_qs(urlsplit(net.pages.requests[0][0]).query)
    assert asked == {"statsDataId": ["0003411595"], "cdTab": ["020"], "appId": ["0123abcd"]}


def test_the_documented_fields_of_estat_and_sdmx_are_those_that_come(net: Any, app_id: str) -> None:
    described = section("sources.md", "Kinds").splitlines()
    lines = [line for line in described if line.startswith(("| e-stat | codes", "| sdmx | the ids"))]
    told = {line.split("|")[1].strip(): words(line) for line in lines}
    codes = ["tab", "cat01", "area", "time"]
    assert told["e-stat"] == [*codes, "_name", "unit", "value", "annotation"]
    columns = estat(net, estat_page([estat_value("01", "1")])).frame.columns.tolist()
    assert columns == ["tab", "tab_name", "cat01", "cat01_name", "time", "time_name", "unit", "value", "annotation"]
    assert told["sdmx"][-2:] == ["TIME_PERIOD", "OBS_VALUE"]
    assert {"TIME_PERIOD", "OBS_VALUE"} <= {*sdmx(net, Page(GENERIC, GENERIC_MEDIA)).frame.columns}


def test_estat_writes_a_single_value_without_a_list(net: Any, app_id: str) -> None:
    assert estat(net, estat_page(estat_value("01", "1"), total=1)).frame["value"].tolist() == [1.0]


def test_estat_in_parts(net: Any, app_id: str) -> None:
    def page(handler: Handler) -> Page:
        start = parse_qs(urlsplit(handler.path).query).get("startPosition")
        if start is None:
            return estat_page([estat_value("01", "1")], total=2, following=2)
        assert start == ["2"]
        return estat_page([estat_value("02", "2")], total=2)

    assert estat(net, page).frame["value"].tolist() == [1.0, 2.0]


def test_estat_with_lost_values_is_refused(net: Any, app_id: str) -> None:
    with pytest.raises(DataError, match="1 values came, but e-Stat announced 2"):
        estat(net, estat_page([estat_value("01", "1")], total=2))


def test_estat_with_too_many_values_is_refused_after_the_first_part(net: Any, app_id: str) -> None:
    with pytest.raises(DataError, match="more than 10 rows"):
        estat(net, estat_page([estat_value("01", "1")], total=11, following=2), rows=10)
    assert len(net.pages.requests) == 1


def test_estat_that_never_ends_is_left(net: Any, app_id: str) -> None:
    with pytest.raises(DataError, match="values came, but e-Stat announced 5"):
        estat(net, estat_page([], total=5, following=2))
    assert len(net.pages.requests) == 1


@pytest.mark.parametrize(
    ("status", "message"), [(100, "認証に失敗しました。"), (1, "正常に終了しましたが、該当データはありませんでした。")]
)
def test_estat_refuses_with_status_200(net: Any, app_id: str, status: int, message: str) -> None:
    with pytest.raises(FetchError, match=rf"e-Stat refuses \({status}: {message}\)"):
        estat(net, estat_page([], status=status, message=message))


def test_estat_wants_an_application_id(net: Any) -> None:
    with pytest.raises(SecretError, match="wants an application id"):
        estat(net, estat_page([]), secret="")
    assert net.pages.requests == []


@pytest.mark.parametrize("query", ["", "0003411595", "statsDataId=1 appId=x", "statsDataId=1&x=2", "callback=x"])
def test_query_of_other_parameters_is_refused(net: Any, app_id: str, query: str) -> None:
    with pytest.raises(SourceError, match="is no parameter of e-Stat's"):
        estat(net, estat_page([]), query=query)


@pytest.mark.parametrize(
    "body", [b"[]", b"{}", b'{"GET_STATS_DATA": []}', b'{"GET_STATS_DATA": {"RESULT": {"STATUS": 0}}}']
)
def test_what_is_not_estats_is_refused(net: Any, app_id: str, body: bytes) -> None:
    with pytest.raises(FetchError, match="is not what e-Stat documents"):
        estat(net, Page(body, "application/json"))


# JSON


def of_json(
    net: Any, document: Any, query: str = "data.rows", media: str = "application/json", **types: Type
) -> Fetched:
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    net.pages["/pay.json"] = Page(body, media)
    asked = source(Kind.HTTP_JSON, net.url("/pay.json"), query, **types)
    return fetch(asked, net.access(asked))


def test_rows_are_taken_out_of_json(net: Any) -> None:
    rows = [{"year": 2023, "pay": 1.5}, {"year": 2024, "note": "=x"}]
    frame = of_json(net, {"data": {"rows": rows}}, year=Type.INTEGER, pay=Type.NUMBER, note=Type.TEXT).frame
    assert frame["year"].tolist() == [2023.0, 2024.0]
    assert frame["pay"].isna().tolist() == [False, True]
    assert frame["note"].tolist() == [None, "=x"]


def test_expression_may_rename_and_choose(net: Any) -> None:
    document = {"series": [{"period": "2023", "obs": {"v": 1}}, {"period": "2024", "obs": {"v": 2}}]}
    query = "series[?period>'2023' || period=='2024'].{year: period, pay: obs.v}"
    assert of_json(net, document, query).frame.to_dict("list") == {"year": ["2024"], "pay": [2]}


def test_lists_under_a_list_of_names_are_rows(net: Any) -> None:
    frame = of_json(net, [["year", "pay"], [2023, 1], [2024, 2]], "").frame
    assert frame.to_dict("list") == {"year": [2023, 2024], "pay": [1, 2]}


@pytest.mark.parametrize(
    ("document", "query", "said"),
    [
        ({"data": 1}, "data.rows", "finds nothing in the answer"),
        ({"data": {"rows": 5}}, "data.rows", "finds a single value"),
        ({"data": {}}, "data.[", "does not work as a JMESPath expression"),
        ({"data": {}}, "nosuch(data)", "does not work as a JMESPath expression"),
    ],
)
def test_expression_that_finds_no_rows_is_refused(net: Any, document: Any, query: str, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        of_json(net, document, query)


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ([1, 2], "neither objects nor lists"),
        ([["a", "b"], [1]], "list 2 of the rows does not fit"),
        ([["a", "a"], [1, 2]], "two columns a"),
        ([[1, 2], [1, 2]], "list 1 of the rows does not fit"),
        (b'[{"a": NaN}]', "NaN, which is no figure"),
        (b'[{"a": 1, "a": 2}]', "one name twice"),
    ],
)
def test_json_that_is_no_table_is_refused(net: Any, document: Any, said: str) -> None:
    with pytest.raises(DataError, match=said):
        of_json(net, document, "")


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"<html>", b'["\xff"]', b"[" * 200_000, b"[" + b"9" * 10_000 + b"]", '["賃"]'.encode("cp932")],
    ids=["nothing", "cut", "page", "bytes", "deep", "long", "cp932"],
)
def test_what_is_no_json_is_refused(net: Any, body: bytes) -> None:
    with pytest.raises(FetchError, match="is no JSON in UTF-8"):
        of_json(net, body, "")


def test_nested_value_in_a_declared_column_is_refused(net: Any) -> None:
    with pytest.raises(DataError, match="column pay is declared as number, but row 1"):
        of_json(net, [{"pay": {"v": 1}}], "", pay=Type.NUMBER)


@pytest.mark.parametrize("text", ["\ud800", "a\0b", "\uffff"])
def test_text_that_no_cell_holds_is_refused(net: Any, text: str) -> None:
    with pytest.raises(DataError, match="column note is declared as text, but row 1"):
        of_json(net, [{"note": text}], "", note=Type.TEXT)


def test_changed_answer_of_a_publisher_is_told_apart_from_no_data(net: Any) -> None:
    asked = {"year": Type.INTEGER, "pay": Type.NUMBER}
    first = of_json(net, {"data": {"rows": [{"year": 2023, "pay": 1}]}}, **asked).frame
    second = of_json(net, {"data": {"rows": [{"year": 2023, "wage": 1}]}}, **asked).frame
    assert (list(first.columns), list(second.columns)) == (["year", "pay"], ["year", "wage"])
    with pytest.raises(SourceError, match="finds nothing"):
        of_json(net, {"result": []}, **asked)
