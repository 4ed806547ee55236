// script: get_user
// finds: SCRIPT_ID_UNSTABLE
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/custom-database-connections-scripts/execution
async function getByEmail(email, callback) {
  try {
    const r = await fetch(configuration.URL + encodeURIComponent(email));
    if (r.status === 404) return callback(null);
    global.user = await r.json();
    await new Promise((resolve) => setTimeout(resolve, 10));
    return callback(null, { user_id: global.user.id, email: global.user.email });
  } catch (e) { return callback(e); }
}
