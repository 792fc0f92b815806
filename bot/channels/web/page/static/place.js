// Where the person is, when they ask to send it.

const TYPE_IT = "Anh/chị gõ địa chỉ hoặc một mốc gần đó (ví dụ: cổng chợ San Thàng) rồi gửi giúp ạ.";
const WHY = {
  1: "Trình duyệt chưa được phép biết vị trí.",
  2: "Máy chưa xác định được vị trí.",
  3: "Chờ lâu quá mà chưa xác định được vị trí.",
};

/** {latitude, longitude} in degrees; throws an Error with a sentence for the person. */
export function whereAmI() {
  return new Promise((found, failed) => {
    if (!navigator.geolocation) return failed(new Error(`${WHY[2]} ${TYPE_IT}`));
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => found({ latitude: coords.latitude, longitude: coords.longitude }),
      ({ code }) => failed(new Error(`${WHY[code] ?? WHY[2]} ${TYPE_IT}`)),
      { enableHighAccuracy: true, timeout: 20_000, maximumAge: 60_000 },
    );
  });
}
