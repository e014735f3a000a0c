// The matrix of positions: what is chosen stands in the address, and a day shows it as it stood then.

const form = document.querySelector("form[data-matrix]");
const matrix = document.querySelector(".mx");

function start() {
  const day = form.elements["as-of"];
  const box = day?.closest("p");
  const newest = box?.querySelector("button");
  const status = box?.querySelector("[role=status]");
  const dated = [...matrix.querySelectorAll(".mx-w li, .mx-else a")].map((element) => [element, element.dataset.by]);
  // A row of marks names their days in their order.
  for (const row of matrix.querySelectorAll(".m-row")) {
    const days = row.dataset.by?.split(" ") ?? [];
    row.querySelectorAll("svg").forEach((mark, place) => dated.push([mark, days[place]]));
  }
  const words = [...matrix.querySelectorAll(".mx-w")];
  // Without a date there is no choice of a day, and nothing is ever empty.
  for (const side of words) side.dataset.empty = status?.dataset.empty ?? "";
  const folds = [...matrix.querySelectorAll(".mx-w > details")].map((fold) => {
    const label = fold.querySelector("summary").firstChild;
    return { fold, open: fold.open, label, text: label.data, entries: [...fold.querySelectorAll("li")] };
  });
  const digits = new Intl.NumberFormat(document.documentElement.lang);

  /** Shows what had been said by a day; of what has no date nobody knows that it had. */
  const stand = (then) => {
    for (const [element, day] of dated) element.classList.toggle("later", Boolean(then) && !(day <= then));
    for (const { fold, open, label, text, entries } of folds) {
      const left = entries.filter((entry) => !entry.classList.contains("later")).length;
      fold.open = open;
      fold.hidden = left === 0;
      label.data = left === entries.length ? text : text.replace(/\p{Nd}+/u, digits.format(left));
    }
    for (const side of words) {
      const left = [...side.querySelectorAll("li, .mx-else a")].filter((entry) => !entry.matches(".later"));
      side.classList.toggle("is-empty", left.length === 0);
      // Where the newest word is later than the day, the one before it is in a fold.
      const first = side.querySelector(":scope > ul > li");
      if (then && left.length && (!first || first.classList.contains("later"))) left[0]?.closest(".mx-w > details")?.setAttribute("open", "");
    }
    form.classList.toggle("is-then", Boolean(then));
    if (status) status.textContent = then ? status.dataset.then : "";
  };

  const chosen = () => {
    const query = new URLSearchParams();
    const side = form.elements.side.value;
    if (side) query.set("side", side);
    if (side && form.elements.with.value) query.set("with", form.elements.with.value);
    if (day?.value && day.value < day.max) query.set("as-of", day.value);
    return query;
  };
  const apply = () => {
    const query = chosen();
    stand(query.get("as-of") ?? "");
    return query.toString();
  };
  const put = () => {
    const query = apply();
    try {
      history.replaceState(null, "", (query ? `?${query}` : location.pathname) + location.hash);
    } catch {
      // A page opened from a disk may not change its address.
    }
  };

  const asked = new URLSearchParams(location.search);
  for (const name of ["side", "with"]) {
    const choice = [...form.elements[name]].find((input) => input.value && input.value === asked.get(name));
    if (choice) choice.checked = true;
  }
  if (day && /^\d{4}-\d\d-\d\d$/.test(asked.get("as-of") ?? "")) day.value = asked.get("as-of");
  form.addEventListener("change", (event) => {
    // Nobody is beside itself: choosing one side for both takes the second away.
    for (const input of form.elements.with) if (input.value === form.elements.side.value) input.checked = false;
    if (event.target === day && !day.value) day.value = day.max;
    put();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  newest?.addEventListener("click", () => {
    day.value = day.max;
    put();
    day.focus();
  });
  if (box) box.hidden = false;
  if (asked.size) apply();
}

if (form && matrix) start();
