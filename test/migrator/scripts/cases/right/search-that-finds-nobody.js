// script: get_user
async function getByEmail(email, callback) {
  try {
    const fetch = require('node-fetch');
    const res = await fetch(`${configuration.API}/search?email=${encodeURIComponent(email)}`);
    if (!res.ok) return callback(new Error(`search failed with ${res.status}`));
    const [user] = await res.json();
    if (!user) return callback(null);
    return callback(null, mapUser(user));
  } catch (e) {
    return callback(e);
  }
  function mapUser(u) {
    return { user_id: u.id, email: u.email, app_metadata: { legacy: true } };
  }
}
