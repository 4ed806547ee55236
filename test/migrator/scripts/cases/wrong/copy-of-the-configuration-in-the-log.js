// script: login
// finds: SCRIPT_LOGS_SECRET
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/custom-database-connections-scripts/environment
async function login(email, password, callback) {
  const settings = { ...configuration, url: configuration.URL };
  console.log(JSON.stringify(settings));
  try {
    const r = await fetch(settings.url, { method: 'POST', body: JSON.stringify({ email, password }) });
    if (r.status === 401) return callback(new WrongUsernameOrPasswordError(email));
    const u = await r.json();
    return callback(null, { user_id: u.id, email: u.email });
  } catch (e) { callback(e); }
}
