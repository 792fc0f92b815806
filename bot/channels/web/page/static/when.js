// Times as people here read them, whatever the clock of the device is set to.

const ZONE = "Asia/Ho_Chi_Minh";
const DAY = new Intl.DateTimeFormat("vi-VN", { timeZone: ZONE, day: "2-digit", month: "2-digit", year: "numeric" });
const TIME = new Intl.DateTimeFormat("vi-VN", { timeZone: ZONE, hour: "2-digit", minute: "2-digit" });

/** "08:05" */
export function timeOf(moment) {
  return TIME.format(moment);
}

/** "Hôm nay", "Hôm qua" or "19/05/2025" */
export function dayOf(moment, now = new Date()) {
  const day = DAY.format(moment);
  if (day === DAY.format(now)) return "Hôm nay";
  if (day === DAY.format(now - 86_400_000)) return "Hôm qua";
  return day;
}
