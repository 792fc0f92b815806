// The page calls back: what a push service brings is shown while no page of this chat is looked at.

const api = (name) => new URL(`api/push${name}`, self.registration.scope);

self.addEventListener("push", (event) => event.waitUntil(show(event.data)));
self.addEventListener("notificationclick", (event) => event.waitUntil(tapped(event)));

async function show(data) {
  const pages = await pagesHere();
  if (pages.some((page) => page.visibilityState === "visible")) return;
  await self.registration.showNotification("Dân giám sát", {
    body: data ? data.json().body : "Có tin mới",
    lang: "vi",
    icon: "page/icon-180.png",
    actions: [{ action: "stop", title: "Thôi báo" }],
  });
}

async function tapped({ action, notification }) {
  notification.close();
  if (action === "stop") return stop();
  const [page] = await pagesHere();
  return page ? page.focus() : self.clients.openWindow(self.registration.scope);
}

async function stop() {
  const subscription = await self.registration.pushManager.getSubscription();
  if (!subscription) return;
  await fetch(api("/stop"), { method: "POST", body: JSON.stringify(subscription) });
  await subscription.unsubscribe();
}

async function pagesHere() {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  return pages.filter(({ url }) => url.startsWith(self.registration.scope));
}
