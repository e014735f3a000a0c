// A form that only shows and hides keeps its choice in the address, so that a filtered page can be linked and kept.

for (const form of document.querySelectorAll("form[data-address]")) {
  const fields = [...form.elements].filter((field) => field.name);
  const asked = new URLSearchParams(location.search);
  for (const field of fields) {
    const value = asked.get(field.name);
    if (value === null) continue;
    if (field.type === "radio" || field.type === "checkbox") field.checked = field.value === value;
    else if ([...field.options].some((option) => option.value === value)) field.value = value;
  }
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", () => {
    const chosen = [...new FormData(form)].filter(([, value]) => value);
    const query = new URLSearchParams(chosen).toString();
    try {
      history.replaceState(null, "", (query ? `?${query}` : location.pathname) + location.hash);
    } catch {
      // A page opened from a disk may not change its address.
    }
  });
}
