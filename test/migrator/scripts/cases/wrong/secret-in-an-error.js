// script: get_user
// finds: SCRIPT_LOGS_SECRET
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/custom-database-connections-scripts/environment
async function getUser(email, callback) {
  try {
    const r = await fetch(configuration.URL, { headers: { 'x-api-key': configuration.API_KEY } });
    if (r.status === 404) return callback(null);
    if (r.status === 403) return callback(new Error('The key ' + configuration.API_KEY + ' was refused'));
    const u = await r.json();
    return callback(null, { user_id: u.id, email: u.email });
  } catch (e) { callback(e); }
}
