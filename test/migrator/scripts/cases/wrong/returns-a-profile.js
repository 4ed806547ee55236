// script: get_user
// finds: SCRIPT_NO_CALLBACK
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/templates/get-user
async function getUser(email, callback) {
  const response = await fetch(configuration.URL + '?email=' + encodeURIComponent(email));
  const { id } = await response.json();
  return { user_id: id, email };
}
