// script: login
// finds: SCRIPT_LOGS_PASSWORD
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/error-handling
async function login(email, password, callback) {
  try {
    const r = await fetch(configuration.URL, { method: 'POST', body: JSON.stringify({ email, password }) });
    if (!r.ok) throw new Error(`login failed for ${email}/${password}`);
    const u = await r.json();
    return callback(null, { user_id: u.id, email: u.email });
  } catch (e) { return callback(e); }
}
