// script: get_user
// finds: SCRIPT_CALLBACK_TWICE
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/custom-database-connections-scripts/execution
async function getByEmail(email, callback) {
  let user = null;
  try {
    const response = await fetch(configuration.URL + encodeURIComponent(email));
    if (response.status !== 404) { const body = await response.json(); user = { user_id: body.id, email: body.email }; }
  } catch (error) {
    callback(error);
  } finally {
    callback(null, user);
  }
}
