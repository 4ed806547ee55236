// script: login
// finds: SCRIPT_ERROR_CLASS
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/error-handling
async function login(email, password, callback) {
  try {
    const r = await fetch(configuration.URL, { method: 'POST', body: JSON.stringify({ email, password }) });
    if (r.status === 401) return callback(new WrongUsernameOrPasswordError(email));
    const u = await r.json();
    const profile = { user_id: u.id, email: u.email };
    return callback(profile);
  } catch (e) { callback(e); }
}
