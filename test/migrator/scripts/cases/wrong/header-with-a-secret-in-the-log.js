// script: get_user
// finds: SCRIPT_LOGS_SECRET
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/custom-database-connections-scripts/environment
async function getUser(email, callback) {
  const headers = { authorization: 'Bearer ' + configuration.TOKEN };
  console.log('calling with', headers);
  try {
    const r = await fetch(configuration.URL, { headers });
    if (r.status === 404) return callback(null);
    const u = await r.json();
    return callback(null, { user_id: u.id, email: u.email });
  } catch (e) { callback(e); }
}
