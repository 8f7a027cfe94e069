// Writes the view into the address without a step in the history. By Streamlit's own query parameters each change would be
// one, and Back would lead through all of them. An address of another page, which comes too late, is not written.
export default function ({ data }) {
  const { pathname, search, hash } = window.location;
  if (pathname.split("/").at(-1) !== data.page) return;
  const now = new URLSearchParams(search);
  for (const name of data.ours) now.delete(name);
  for (const [name, value] of Object.entries(data.params)) now.set(name, value);
  const text = now.toString();
  window.history.replaceState(window.history.state, "", pathname + (text ? `?${text}` : "") + hash);
}
