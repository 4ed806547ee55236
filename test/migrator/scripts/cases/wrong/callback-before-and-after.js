// script: get_user
// finds: SCRIPT_CALLBACK_TWICE
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/custom-database-connections-scripts/execution
function getByEmail(email, callback) {
  callback(null);
  require('request').get(configuration.URL, function (err, response, body) {
    if (err) return callback(err);
    return callback(null, { user_id: body.id, email: body.email });
  });
}
