// What a push service brings is shown; a tap on it opens the case it names, or the desk.
self.addEventListener("push", (event) => event.waitUntil(self.registration.showNotification("Bàn việc · Dân giám sát", {
  body: event.data ? event.data.json().body : "Có việc khẩn",
  lang: "vi",
  requireInteraction: true,
})));

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const code = event.notification.body.match(/LC-[A-Z0-9]{6}/);
  event.waitUntil(self.clients.openWindow(code ? `/viec/${code[0]}` : "/viec"));
});
