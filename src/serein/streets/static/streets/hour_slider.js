// Where there is JavaScript, the hours of a night are also a slider: released, it shows that hour.
for (const form of document.querySelectorAll("[data-slides]")) {
  const list = form.elements.hour;
  const slider = document.createElement("input");
  slider.type = "range";
  slider.className = "hour-slider";
  slider.min = 0;
  slider.max = list.options.length - 1;
  slider.value = list.selectedIndex;
  slider.setAttribute("aria-label", form.dataset.slides);
  const tell = () => slider.setAttribute("aria-valuetext", list.options[slider.value].text);
  tell();
  slider.addEventListener("input", () => {
    list.selectedIndex = Number(slider.value);
    tell();
  });
  slider.addEventListener("change", () => form.requestSubmit());
  list.addEventListener("change", () => {
    slider.value = list.selectedIndex;
    tell();
  });
  list.closest(".form--row").after(slider);
}
