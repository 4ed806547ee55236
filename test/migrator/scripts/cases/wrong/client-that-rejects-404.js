// script: get_user
// finds: SCRIPT_UNKNOWN_USER_ERROR
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/templates/get-user
async function getByEmail(email, callback) {
  const axios = require('axios');
  try {
    const { data } = await axios.get(configuration.URL, { params: { email } });
    return callback(null, { user_id: data.id, email: data.email });
  } catch (error) {
    return callback(error);
  }
}
