// script: get_user
// finds: SCRIPT_CALLBACK_TWICE
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/custom-database-connections-scripts/execution
function getByEmail(email, callback) {
  const axios = require('axios');
  axios.get(configuration.URL, { params: { email }, timeout: 5000, validateStatus: s => s < 500 })
    .then(res => res.status === 404 ? null : { user_id: res.data.id, email: res.data.email })
    .catch(err => { callback(err); })
    .then(user => callback(null, user));
}
