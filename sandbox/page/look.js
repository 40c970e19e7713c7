// Dark or light: as the system says, or as somebody chose here. Runs before anything is drawn.
(() => {
  const root = document.documentElement;

  function wear(look) {
    if (look) root.dataset.look = look;
    else delete root.dataset.look;
  }

  wear(localStorage.getItem("look") ?? "");

  addEventListener("DOMContentLoaded", () => {
    for (const choice of document.querySelectorAll("[name=look]")) choice.checked = choice.value === (root.dataset.look ?? "");
    document.getElementById("looks").addEventListener("change", ({ target }) => {
      wear(target.value);
      localStorage.setItem("look", target.value);
    });
  });
})();
