// script: get_user
// finds: SCRIPT_TIME_LIMIT
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/custom-database-connections-scripts/execution
async function getByEmail(email, callback) {
  try {
    const { data } = await require('axios').get(configuration.URL, { params: { email }, timeout: 60000, validateStatus: () => true });
    if (!data.id) return callback(null);
    return callback(null, { user_id: data.id, email: data.email });
  } catch (error) {
    return callback(error);
  }
}
