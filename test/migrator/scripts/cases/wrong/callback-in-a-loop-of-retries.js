// script: get_user
// finds: SCRIPT_CALLBACK_TWICE, SCRIPT_NO_CALLBACK
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/custom-database-connections-scripts/execution
async function getByEmail(email, callback) {
  for (let i = 0; i < 3; i++) {
    try {
      const r = await fetch(configuration.URL + encodeURIComponent(email));
      if (r.status === 404) callback(null);
      else {
        const u = await r.json();
        callback(null, { user_id: u.id, email: u.email });
      }
    } catch (e) {
      callback(e);
    }
  }
}
