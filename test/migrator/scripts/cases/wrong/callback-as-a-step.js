// script: get_user
// finds: SCRIPT_ERROR_CLASS
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/error-handling
function getByEmail(email, callback) {
  find(email).then(callback).catch(callback);
  async function find(address) {
    const response = await fetch(configuration.URL + encodeURIComponent(address));
    return response.status === 404 ? null : response.json();
  }
}
