// The maps of the board and the desk: pins and rings over tiles, or over the wards' borders alone.
(() => {
  const box = document.getElementById("map");
  if (!box || !window.L) return;
  const { tiles, credit, borders } = box.dataset;
  const map = L.map(box, { attributionControl: Boolean(credit), zoomSnap: 1 });
  map.attributionControl?.setPrefix(false);
  if (tiles) L.tileLayer(tiles, { attribution: credit, maxZoom: 19 }).addTo(map);
  if (borders) {
    fetch(borders).then((answer) => answer.json()).then((shapes) => L.geoJSON(shapes, {
      interactive: false, style: { className: "border", fill: false },
      onEachFeature: (shape, layer) => {
        const name = shape.properties?.name;
        if (name && !tiles) layer.bindTooltip(name, { permanent: true, direction: "center", className: "ward" });
      },
    }).addTo(map)).catch(() => {});
  }
  if (!tiles) L.control.scale({ imperial: false }).addTo(map);
  const ring = (at, radius) => L.circle(at, { radius, className: "about" });
  (box.dataset.root ? board : oneCase)();

  // A case: its pin, or the ring about where its place is; a tap chooses where that place is.
  function oneCase() {
    const { at, about, middle, zoom } = box.dataset;
    const spot = (words) => words.split(",").map(Number);
    map.setView(spot(at || about || middle), Number(zoom));
    if (at) L.circleMarker(spot(at), { className: "pin", radius: 9 }).addTo(map);
    let shown = about ? ring(spot(about), 150).addTo(map) : null;
    const form = document.getElementById("place-spot");
    if (form) map.on("click", ({ latlng }) => {
      shown?.remove();
      shown = ring(latlng, 150).addTo(map);
      form.elements.to.value = `${latlng.lat.toFixed(5)},${latlng.lng.toFixed(5)}`;
      form.hidden = false;
    });
  }

  function board() {
    const list = document.getElementById("map-list");
    const said = document.getElementById("map-said");
    const { root, south, north, west, east, filter } = box.dataset;
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
      for (const place of data.about) {
        const name = place.name ? `Khoảng ${place.name}` : "Khoảng đây";
        const label = `${name}: ${place.n} phản ánh${place.late ? `, ${place.late} quá hạn` : ""}`;
        const href = place.code ? `${root}/${place.code}` : null;
        const closer = () => (href ? location.assign(href) : map.setView(place.at, 17));
        ring(place.at, 150).bindTooltip(label).on("click", closer).addTo(layer);
        lines.push(item(label, href, closer));
      }
      for (const { name, at } of tiles ? [] : data.names) {
        L.marker(at, { interactive: false, keyboard: false, icon: L.divIcon({ className: "name", html: "", iconSize: [120, 18] }) })
          .on("add", (event) => { event.target.getElement().textContent = name; }).addTo(layer);
      }
      list.replaceChildren(...lines);
      const total = [...data.many, ...data.about].reduce((sum, some) => sum + some.n, data.one.length);
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
  }
})();
