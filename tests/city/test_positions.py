"""Positions as people and telephones write them, and the many numbers that are none."""

import pytest

from bot.city.city import City
from bot.city.positions import position_in

TYPED = [
    "22.396°N 103.458°E",
    "22.396° N, 103.458° E",
    "N 22.396° E 103.458°",
    "22°23'45.6\" 103°27'28.8\"",
    "22° 23' 45.6\" N , 103° 27' 28.8\" E",
    "22 ° 23 ' 45,6 '' N; 103 ° 27 ' 28,8 '' E",
    "E103°27'28.8\" N22°23'45.6\"",
    "103°27'28.8\"E 22°23'45.6\"N",
    "22°23′45.6″N 103°27′28.8″E",
    "22º23'45.6\"B - 103º27'28.8\"Đ",
    "22 độ 23 phút 45.6 giây vĩ Bắc, 103 độ 27 phút 28.8 giây kinh Đông",
    "22,396 Bắc; 103,458 Đông",
    "22.396 vĩ Bắc 103.458 kinh Đông",
    "vĩ độ: 22,396 – kinh độ: 103,458",
    "kinh độ 103.458, vĩ độ 22.396",
    "Kinh độ: 103,458; Vĩ độ: 22,396",
    "vi do 22.396, kinh do 103.458",
    "vĩ độ bắc 22.396, kinh độ đông 103.458",
    "Lat=22.396 Long=103.458",
    "latitude 22.396 longitude 103.458",
    "lat 22.396\nlon 103.458",
    "22,396; 103,458",
    "22.396 ; 103.458",
    "103,458; 22,396",
    "[22.396, 103.458]",
    '{"lat": 22.396, "lng": 103.458}',
    "tọa độ (22.396,103.458) ạ",
    "tọa độ là 22.396, 103.458.",
    "POINT(103.458 22.396)",
    "22.3960000,103.4580000",
    "+22.396, +103.458",
    "22.396,103.458,17z",
    "22,3960 - 103,4580",
    "22.396, 103.458 cây đổ chắn đường",
    "22.396, 103.458 tan phong",
    "cay to 22.396, 103.458 do roi",
    "phía sau 22.396 103.458 k ai dọn",
    "22.396, 103.458 đ. Trần Phú",
]

LINKS = [
    "geo:22.396,103.458",
    "geo:22.396,103.458;u=35",
    "geo:22.396,103.458?q=22.396,103.458(X)",
    "geo:0,0?q=22.396,103.458",
    "https://www.google.com/maps/place/22%C2%B023'45.6%22N+103%C2%B027'28.8%22E/@22.1,103.1,17z",
    "https://www.google.com/maps/place/22%C2%B023'45.6%22N+103%C2%B027'28.8%22E/@22.1,103.1,17z/data=!3m1!4b1!4m4!3m3!8m2!3d22.396!4d103.458?entry=ttu",
    "https://www.google.com/maps/place/22%C2%B023'45.6%22N+103%C2%B027'28.8%22E",
    "https://maps.google.com/maps?q=22.396%2C103.458&z=17&hl=vi",
    "https://www.google.com/maps/search/22.396,+103.458?entry=tts",
    "https://www.google.com/maps?q=loc:22.396,103.458",
    "https://www.google.com.vn/maps/@22.396,103.458,3a,75y,90h/data=x",
    "https://maps.google.com/maps?daddr=22.396,103.458",
    "https://www.google.com/maps/dir/?api=1&destination=22.396,103.458",
    "https://www.google.com/maps/dir/22.1,103.1/22.396,103.458/@22.2,103.2,12z",
    "https://www.google.com/maps/dir/?api=1&origin=22.1,103.1&destination=22.396,103.458",
    "https://www.google.com/maps/@?api=1&map_action=map&center=22.396%2C103.458&zoom=12",
    "https://www.google.com/maps/@?api=1&map_action=pano&viewpoint=22.396%2C103.458",
    "maps.google.com?q=22.396,103.458",
    "https://maps.google.com/?q=@22.396,103.458",
    "https://www.google.com/maps/preview/@22.396,103.458,15z",
    "comgooglemaps://?q=22.396,103.458",
    "comgooglemaps://?center=22.396,103.458&zoom=14",
    "google.navigation:q=22.396,103.458",
    "https://www.google.com/maps/embed?pb=!1m18!1m12!1m3!1d3000!2d103.458!3d22.396!2m3",
    "https://maps.apple.com/?ll=22.396,103.458",
    "https://maps.apple.com/?address=X&ll=22.396,103.458&q=Ghim",
    "https://maps.apple.com/place?coordinate=22.396,103.458&name=Ghim",
    "https://maps.apple.com/?q=22.396,103.458",
    "https://maps.apple.com/?daddr=22.396,103.458",
    "maps://?ll=22.396,103.458",
    "https://beta.maps.apple.com/?ll=22.396,103.458",
    "https://maps.apple.com/?sll=22.1,103.1&ll=22.396,103.458",
    "https://www.openstreetmap.org/?mlat=22.396&mlon=103.458",
    "https://www.openstreetmap.org/?mlon=103.458&mlat=22.396#map=18/22.1/103.1",
    "https://www.openstreetmap.org/#map=17/22.396/103.458&layers=N",
    "https://www.openstreetmap.org/node/1#map=17/22.396/103.458",
    "https://osm.org/#map=17/22.396/103.458",
    "https://www.openstreetmap.org/search?query=22.396%2C103.458",
    "https://www.openstreetmap.org/?lat=22.396&lon=103.458&zoom=17",
    "https://osmand.net/go?lat=22.396&lon=103.458&z=17",
    "https://osmand.net/map?pin=22.396,103.458#17/22.1/103.1",
    "https://www.bing.com/maps?cp=22.396~103.458&lvl=17",
    "https://www.bing.com/maps/?v=2&cp=22.396%7E103.458&lvl=16",
    "https://bing.com/maps/default.aspx?cp=22.396~103.458",
    "https://www.bing.com/maps?sp=point.22.396_103.458_Ghim",
    "https://www.bing.com/maps?where1=22.396,103.458",
    "Vị trí Zalo: https://maps.google.com/maps?q=22.396,103.458",
    "https://www.google.com/maps/search/?api=1&query=22.396,103.458&zarsrc=1303&utm_source=zalo",
    "https://wego.here.com/?map=22.396,103.458,15,normal",
    "https://share.here.com/l/22.396,103.458",
    "https://yandex.com/maps/?ll=103.458%2C22.396&z=16",
    "https://www.waze.com/ul?ll=22.396%2C103.458&navigate=yes",
]

OTHER_NUMBERS = [
    "gọi 0912.345.678",
    "gọi 091 2345678 hoặc 0213.3876.456",
    "ngày 22.11 và 10.3",
    "ngày 22.11.2026",
    "từ 22.396 đến 103.458 đồng",
    "giá 22.500 - 103.000 đồng",
    "giá 22,500 và 103,000",
    "22.500đ, 103.500đ",
    "22.500 đồng, 103.500 đồng",
    "cao 22,5 m dài 103,5 m",
    "22,50 m x 103,25 m",
    "diện tích 22.35 103.45 m2",
    "22.35 ha, 103.45 ha",
    "22,39 tỷ 103,45 tỷ",
    "số nhà 22, ngõ 103",
    "nhà số 22.103",
    "22/103 đường Trần Phú",
    "tổ 22, 103 hộ",
    "thửa 22.396 tờ 103.458",
    "thửa đất số 22, tờ bản đồ 103",
    "km 22.396 quốc lộ 103.458",
    "CCCD 022396103458",
    "STK 22396 103458",
    "22h30 - 103 người",
    "22°C và 103°F",
    "nhiệt độ 22,396 độ C",
    "nghiêng 22 độ, quay 103 độ",
    "https://www.google.com/search?q=22.396,103.458",
    "https://vnexpress.net/22.396,103.458",
    "22.39% và 103.45%",
    "phiên bản 22.39 103.45",
    "từ 08.30 đến 105.00",
    "tăng từ 22,35% lên 103,45%",
    "chiều dài 22,396 103,458 mét",
    "22.396, 103.458 đồng",
    "22.396.000, 103.458.000",
    "bệnh nhân 22.396 - 103.458 VNĐ",
    "22.45 103.50 triệu",
    "22.000, 105.000 k",
    "vay 20.000 trả 105.000",
    "10.000 105.000",
    "10.500, 105.000 cây",
    "trồng 20.000 - 105.000 cây",
    "QĐ 22.396/103.458",
    "nhiệt độ 22° và 103°",
    "dốc 22°, 103°",
    "22.396 - 103.458",
    "nhiệt độ 22° - 103°",
    "Cho 10.500 - 105.000",
    "CCC7+2XQ Lai Châu",
    "2222+2222",
    "2345+67 Lai Châu",
    "AAAA+AA",
    "7PJ50000+",
    "ZZ9FW5+C6",
]


@pytest.mark.parametrize("text", TYPED + LINKS)
def test_a_position_is_read_in_every_notation(text: str) -> None:
    position = position_in(text)
    assert position is not None
    assert (position.latitude, position.longitude) == pytest.approx((22.396, 103.458), abs=1e-5)


@pytest.mark.parametrize("text", OTHER_NUMBERS)
def test_telephones_dates_prices_and_sizes_are_no_position(text: str) -> None:
    assert position_in(text) is None


@pytest.mark.parametrize(
    ("text", "remainder"),
    [
        ("7PJ59FW5+C6", ""),
        ("7pj59fw5+c62, trước cổng", "trước cổng"),
        ("https://plus.codes/7PJ59FW5+C6", ""),
        ("9FW5+C6 Lai Châu", ""),
        ("9FW5+C6, lai chau, Vietnam: trước cổng", "trước cổng"),
        ("đối diện 9fw5+c6", "đối diện"),
        ("J59FW5+C6, Tân Phong, Lai Châu, Việt Nam", "Tân Phong, Lai Châu, Việt Nam"),
    ],
)
def test_a_plus_code_is_a_position_a_short_one_in_the_city(
    city: City, text: str, remainder: str
) -> None:
    position = position_in(text, city)
    assert position is not None and position.remainder == remainder
    assert (position.latitude, position.longitude) == pytest.approx((22.396, 103.458), abs=1e-4)


def test_a_short_plus_code_of_elsewhere_is_none(city: City) -> None:
    """Outside of the city it is read where the city is named beside it."""
    assert position_in("2RJW+X7 Hà Nội", city) is None
    assert position_in("9FW5+C6 Lai Châu") is None, "without a city it is short for nothing"
    outside = position_in("7MQX+8F lai chau", city)
    assert outside is not None and not city.bounds.hold(outside.latitude, outside.longitude)
    assert position_in("2345+67 Lai Châu", city) is None
