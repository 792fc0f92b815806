"""A short plan as an office would put it in, and its next version."""

PLAN = """ỦY BAN NHÂN DÂN
THÀNH PHỐ LAI CHÂU
Số: 45/KH-UBND
Lai Châu, ngày 12 tháng 3 năm 2026
KẾ HOẠCH
Đặt ghế đá, xây nhà vệ sinh công cộng trên địa bàn thành phố Lai Châu năm 2026
I. MỤC TIÊU
1. Đặt mới 120 ghế đá tại các vườn hoa trước ngày 30/6/2026.
2. Xây 08 nhà vệ sinh công cộng tại bến xe và chợ trung tâm trong quý III năm 2026.
3. Lắp 35 vòi nước uống miễn phí tại các điểm chờ xe buýt.
II. TỔ CHỨC THỰC HIỆN
1. Phòng Quản lý đô thị chủ trì đặt ghế đá, báo cáo trước ngày 25 hằng tháng.
2. Trung tâm Dịch vụ công ích quản lý nhà vệ sinh công cộng, mở cửa từ 5 giờ đến 22 giờ.
Nơi nhận:
- UBND tỉnh;
- Lưu: VT.
"""
BENCHES = "Đặt mới 120 ghế đá tại các vườn hoa trước ngày 30/6/2026."
TOILETS = "Xây 08 nhà vệ sinh công cộng tại bến xe và chợ trung tâm trong quý III năm 2026."
NEXT = PLAN.replace("120 ghế đá", "150 ghế đá").replace("3. Lắp 35 vòi", "3. Lắp đặt 35 vòi")
