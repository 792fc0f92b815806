// The board's map: squares and reports of the part that is seen, and beside it the same as a list.
(() => {
  const box = document.getElementById("map");
  const list = document.getElementById("map-list");
  const said = document.getElementById("map-said");
  if (!box || !window.L) return;
  const { tiles, root, south, north, west, east, filter, credit } = box.dataset;
  const map = L.map(box, { attributionControl: Boolean(credit), zoomSnap: 1 });
  map.attributionControl?.setPrefix(false);
  if (tiles) L.tileLayer(tiles, { attribution: credit, maxZoom: 19 }).addTo(map);
  map.fitBounds([[Number(south), Number(west)], [Number(north), Number(east)]]);
  const layer = L.layerGroup().addTo(map);

  const marker = (at, html, label, late) => L.marker(at, {
    icon: L.divIcon({ className: `pin${late ? " late" : ""}`, html: "", iconSize: [44, 44] }),
    title: label, alt: label, keyboard: true,
  }).on("add", (event) => {
    const element = event.target.getElement();
    element.textContent = html;
    element.setAttribute("aria-label", label);
  });

  const item = (text, href, onClick) => {
    const line = document.createElement("li");
    const link = document.createElement(href ? "a" : "button");
    if (href) link.href = href; else { link.type = "button"; link.className = "quiet"; link.onclick = onClick; }
    link.textContent = text;
    line.append(link);
    return line;
  };

  const draw = (data) => {
    layer.clearLayers();
    const lines = [];
    for (const square of data.many) {
      const label = `${square.n} phản ánh quanh đây${square.late ? `, ${square.late} quá hạn` : ""}`;
      const closer = () => map.setView(square.at, Math.min(map.getZoom() + 2, 18));
      marker(square.at, String(square.n), label, square.late > 0).on("click", closer).addTo(layer);
      lines.push(item(`${label} (phóng to)`, null, closer));
    }
    for (const one of data.one) {
      const label = `${one.icon} ${one.category}, ${one.place}: ${one.status}${one.late ? ", quá hạn" : ""}`;
      const href = `${root}/${one.code}`;
      marker(one.at, one.icon, label, one.late).on("click", () => { location.href = href; }).addTo(layer);
      lines.push(item(label, href));
    }
    list.replaceChildren(...lines);
    const total = data.one.length + data.many.reduce((sum, square) => sum + square.n, 0);
    said.textContent = total ? `${total} phản ánh có vị trí trong khung này.` : "Không có phản ánh nào trong khung này.";
  };

  let asked = 0;
  const load = async () => {
    const bounds = map.getBounds();
    const query = new URLSearchParams(filter);
    query.set("nam", bounds.getSouth()); query.set("bac", bounds.getNorth());
    query.set("tay", bounds.getWest()); query.set("dong", bounds.getEast());
    query.set("muc", map.getZoom());
    const turn = ++asked;
    try {
      const answer = await fetch(`${root}/ban-do.json?${query}`);
      if (answer.ok && turn === asked) draw(await answer.json());
    } catch {
      said.textContent = "Chưa tải được bản đồ. Anh/chị thử lại sau ít phút giúp ạ.";
    }
  };
  map.on("moveend", load);
  load();
})();
