// script: get_user
// finds: SCRIPT_UNKNOWN_USER_ERROR
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/templates/get-user
function getByEmail(email, callback) {
  require('request').get(configuration.URL + encodeURIComponent(email), { json: true }, function (err, response, body) {
    if (err) return callback(err);
    if (response.statusCode === 404) return callback(new Error('nothing here'));
    callback(null, { user_id: body.id, email: body.email });
  });
}
