// script: get_user
// finds: SCRIPT_UNKNOWN_USER_ERROR
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/templates/get-user
async function getByEmail(email, callback) {
  try {
    const response = await fetch(configuration.URL + encodeURIComponent(email));
    if (!response.ok) throw new Error('HTTP ' + response.status);
    const user = await response.json();
    return callback(null, { user_id: user.id, email: user.email });
  } catch (error) {
    return callback(error);
  }
}
