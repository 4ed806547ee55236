// script: get_user
async function getUser(email, callback) {
  let profile;
  let failure = null;
  const timer = setTimeout(() => { controller.abort(); }, 9000);
  const controller = new AbortController();
  try {
    const r = await fetch(configuration.URL + encodeURIComponent(email), { signal: controller.signal });
    if (r.status === 404) return;
    if (!r.ok) throw new Error('HTTP ' + r.status);
    const u = await r.json();
    profile = { user_id: u.id, email: u.email };
  } catch (e) {
    failure = e;
  } finally {
    clearTimeout(timer);
    callback(failure, profile);
  }
}
