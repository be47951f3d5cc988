// Finds the longest cookie that this browser keeps: one of its own name, on this page's path, gone again at once.
const name = "lab-size";
const path = location.pathname;
const secure = isSecureContext ? "; Secure" : "";

function keeps(size) {
  const value = "x".repeat(size - name.length);
  document.cookie = `${name}=${value}; Path=${path}; SameSite=Strict${secure}`;
  const kept = document.cookie.split("; ").includes(`${name}=${value}`);
  document.cookie = `${name}=; Path=${path}; Max-Age=0${secure}`;
  return kept;
}

const row = document.getElementById("cookie-limit");
let [fits, fails] = [name.length + 1, 16384];
if (keeps(fits)) {
  while (fails - fits > 1) {
    const size = (fits + fails) >> 1;
    if (keeps(size)) fits = size;
    else fails = size;
  }
  row.cells[1].textContent = `${fits.toLocaleString("en")} bytes, name and value`;
  row.cells[3].textContent = "here, just now";
}
