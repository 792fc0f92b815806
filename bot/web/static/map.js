// The maps of the board and the desk: pins and rings over tiles, or over the wards' borders alone.
(() => {
  const filters = document.getElementById("filters");
  if (filters && matchMedia("(min-width: 40.01rem)").matches) filters.open = true; // there is room
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
    const { root, south, north, west, east, filter, carried = "" } = box.dataset;
    const around = { padding: [24, 24], maxZoom: 16 };
    map.fitBounds([[Number(south), Number(west)], [Number(north), Number(east)]], around);
    const layer = L.layerGroup().addTo(map);

    const marker = (at, html, label, late, colour) => L.marker(at, {
      icon: L.divIcon({ className: `pin${late ? " late" : ""}${colour === undefined ? "" : ` colour-${colour}`}`, html: "", iconSize: [44, 44] }),
      title: label, alt: label, keyboard: true,
    }).on("add", (event) => {
      const element = event.target.getElement();
      element.textContent = html;
      element.setAttribute("aria-label", label);
    }).on("keypress", (event) => { // Leaflet makes no click of it
      if (event.originalEvent.key === "Enter") event.target.fire("click");
    });

    const link = (text, href, onClick) => {
      const element = document.createElement(href ? "a" : "button");
      if (href) element.href = href; else { element.type = "button"; element.className = "quiet"; element.onclick = onClick; }
      element.textContent = text;
      return element;
    };
    const item = (...parts) => {
      const line = document.createElement("li");
      line.append(...parts);
      return line;
    };
    const address = ({ code }) => `${root}/${code}${carried}`;
    const labelOf = (one) => `${one.icon} ${one.category}, ${one.place}: ${one.status}${one.late ? ", quá hạn" : ""}`;

    // The cases of a place or of a square that splits no more, with a line for those left out.
    const casesOf = ({ n, cases }) => {
      const lines = document.createElement("ul");
      lines.className = "plain";
      lines.append(...cases.map((one) => item(link(labelOf(one), address(one)), one.words ? ` ${one.words}` : "")));
      if (n > cases.length) lines.append(item(`và ${n - cases.length} phản ánh nữa: xin lọc bớt để thấy hết.`));
      return lines;
    };
    const openList = (some, label) => {
      const content = document.createElement("div");
      content.append(label, casesOf(some));
      const popup = L.popup({ maxHeight: 260, maxWidth: 230 }).setLatLng(some.at).setContent(content).openOn(map);
      popup.getElement().querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", "Đóng");
      content.querySelector("a").focus({ preventScroll: true });
    };
    const closer = ({ at }, zoom) => map.setView(at, Math.max(map.getZoom(), Math.min(zoom, 18)));

    // Draws a group of reports, and returns its line: opened here, or else gone nearer to.
    const group = (some, label, shape, zoom) => {
      const near = () => closer(some, zoom);
      shape.on("click", some.cases.length ? () => openList(some, label) : near).addTo(layer);
      return some.cases.length ? item(label, casesOf(some)) : item(link(`${label} (phóng to)`, null, near));
    };

    // What had the keyboard's focus is drawn anew: it goes to the same link, else the first one.
    const focusKept = (held, redraw) => {
      const { textContent } = held;
      const listed = list.contains(held);
      redraw();
      if (held.isConnected) return;
      const links = [...list.querySelectorAll("a, button")];
      const next = links.find((one) => one.textContent === textContent) ?? links[0];
      ((listed && next) || box).focus({ preventScroll: true });
    };

    const draw = (data) => {
      layer.clearLayers();
      const lines = [];
      for (const square of data.many) {
        const label = `${square.n} phản ánh quanh đây${square.late ? `, ${square.late} quá hạn` : ""}`;
        lines.push(group(square, label, marker(square.at, String(square.n), label, square.late > 0), map.getZoom() + 2));
      }
      for (const one of data.one) {
        const label = labelOf(one);
        marker(one.at, one.icon, label, one.late, one.colour).on("click", () => { location.href = address(one); }).addTo(layer);
        lines.push(item(link(label, address(one))));
      }
      for (const place of data.about) {
        const name = place.name ? `Khoảng ${place.name}` : "Khoảng đây";
        const label = `${name}: ${place.n} phản ánh${place.late ? `, ${place.late} quá hạn` : ""}`;
        lines.push(group(place, label, ring(place.at, 150).bindTooltip(label), 17));
      }
      for (const { name, at } of tiles ? [] : data.names) {
        L.marker(at, { interactive: false, keyboard: false, icon: L.divIcon({ className: "name", html: "", iconSize: [120, 18] }) })
          .on("add", (event) => { event.target.getElement().textContent = name; }).addTo(layer);
      }
      list.replaceChildren(...lines);
      const total = [...data.many, ...data.about].reduce((sum, some) => sum + some.n, data.one.length);
      said.textContent = total ? `${total} phản ánh có vị trí trong khung này.` : "Không có phản ánh nào trong khung này.";
      if (data.cut) said.textContent += " Nhiều quá nên chỉ hiện những chỗ đông nhất: phóng to để thấy hết.";
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
        if (answer.ok && turn === asked) {
          const data = await answer.json();
          focusKept(document.activeElement, () => draw(data));
        }
      } catch {
        said.textContent = "Chưa tải được bản đồ. Anh/chị thử lại sau ít phút giúp ạ.";
      }
    };
    map.on("moveend", load);
    load();
  }
})();
