// script: get_user
// finds: SCRIPT_UNKNOWN_USER_ERROR
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/templates/get-user
async function getUser(email, callback) {
  let error = null;
  let profile = null;
  try {
    const res = await fetch(configuration.URL + '?email=' + encodeURIComponent(email), { signal: AbortSignal.timeout(9000) });
    const list = await res.json();
    if (list.length === 0) { error = new Error('Try again with another address'); }
    else { profile = { user_id: list[0].id, email: list[0].email }; }
  } catch (e) { error = e; }
  return callback(error, profile);
}
