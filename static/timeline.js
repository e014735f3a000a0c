// What drawings gain from a script: the arrow keys go through their marks, which are one tab stop. Every page is whole without.

for (const drawing of document.querySelectorAll("svg.tl[role=group]")) {
  const marks = [...drawing.querySelectorAll("a")];
  const stop = (mark) => {
    for (const other of marks) other.setAttribute("tabindex", other === mark ? "0" : "-1");
  };
  const labelled = marks.find((mark) => mark.getAttribute("tabindex") !== "-1");
  if (marks.length) stop(labelled ?? marks[0]);
  // Marks stand in the order of time.
  const shown = () => marks.filter((mark) => getComputedStyle(mark).opacity === "1");
  drawing.addEventListener("focusin", (event) => {
    const mark = event.target.closest("a");
    if (mark) stop(mark);
  });
  drawing.addEventListener("keydown", (event) => {
    const all = shown();
    const at = all.indexOf(event.target.closest("a"));
    const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    all[Math.max(0, Math.min(to, all.length - 1))]?.focus();
  });
}
