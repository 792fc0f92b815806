"""The ground of the maps: a server's tiles, a PMTiles file, or the wards' borders alone."""

import json
from pathlib import Path

import httpx
import pytest
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer
from starlette.applications import Starlette

from bot.app import make_tools
from bot.city.city import DEFAULT_FILE, BadCity, load_city
from bot.public.pages import Board
from bot.settings import Settings
from bot.web.tiles import Tiles
from tests.town import Town, picture


def archive(path: Path, kind: TileType = TileType.JPEG) -> Path:
    """A map of one tile."""
    with path.open("wb") as file:
        writer = Writer(file)
        writer.write_tile(zxy_to_tileid(1, 1, 0), picture())
        header = {
            "tile_type": kind, "tile_compression": Compression.NONE, "min_zoom": 1, "max_zoom": 1,
            "min_lon_e7": 0, "min_lat_e7": 0, "max_lon_e7": 1, "max_lat_e7": 1, "center_zoom": 1,
            "center_lon_e7": 0, "center_lat_e7": 0,
        }  # fmt: skip
        writer.finalize(header, {})
    return path


def browser(tiles: Tiles) -> httpx.AsyncClient:
    app = httpx.ASGITransport(Starlette(routes=tiles.routes()))
    return httpx.AsyncClient(transport=app, base_url="http://map")


async def test_a_file_of_this_machine_is_served_and_asks_no_server(tmp_path: Path) -> None:
    tiles = Tiles(str(archive(tmp_path / "city.pmtiles")))
    assert "https:" not in tiles.headers["Content-Security-Policy"]
    async with browser(tiles) as http:
        tile = await http.get("/o/1/1/0")
        assert tile.content == picture() and tile.headers["content-type"] == "image/jpeg"
        for nothing in ("/o/1/0/0", "/o/1/2/0", "/o/99/0/0", "/o/1/-1/0", f"/o/1/{10**40}/0",
                        f"/o/1/1/{'9' * 5000}"):  # fmt: skip
            assert (await http.get(nothing)).status_code == 404, nothing


def test_what_is_no_map_of_pictures_is_refused(tmp_path: Path) -> None:
    for name, content in (("a", b"no map"), ("b", b"")):
        file = tmp_path / f"{name}.pmtiles"
        file.write_bytes(content)
        with pytest.raises(ValueError):
            Tiles(str(file))
    with pytest.raises(ValueError, match="raster"):
        Tiles(str(archive(tmp_path / "c.pmtiles", TileType.MVT)))
    assert Settings(map_tiles="maps/city.pmtiles").map_tiles == "maps/city.pmtiles"


async def test_the_wards_borders_come_from_the_file_that_the_city_names(
    town: Town, tmp_path: Path
) -> None:
    shapes = {"type": "FeatureCollection", "features": []}
    (tmp_path / "wards.geojson").write_text(json.dumps(shapes), encoding="utf-8")
    file = tmp_path / "city.yaml"
    text = DEFAULT_FILE.read_text(encoding="utf-8")
    file.write_text(f"{text}\nborders: wards.geojson\n", encoding="utf-8")
    tools = make_tools(Settings(city_file=file, data_dir=tmp_path / "data"))
    board = Board(town.database, tools, town.media, town.clock)
    app = httpx.ASGITransport(Starlette(routes=board.routes()))
    async with httpx.AsyncClient(transport=app, base_url="http://board") as http:
        assert (await http.get("/congkhai/ranh-gioi.json")).json() == shapes
    for content in ("{", "[]", '{"type": "Feature"}'):
        (tmp_path / "wards.geojson").write_text(content, encoding="utf-8")
        with pytest.raises(BadCity, match="borders"):
            load_city(file)
