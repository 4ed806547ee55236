// script: get_user
// finds: SCRIPT_UNKNOWN_USER_ERROR
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/templates/get-user
function getByEmail(email, callback) {
  require('axios').get(configuration.URL, { params: { email } })
    .then((response) => callback(null, { user_id: response.data.id, email: response.data.email }))
    .catch((error) => callback(error));
}
