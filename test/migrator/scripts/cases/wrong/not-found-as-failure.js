// script: get_user
// finds: SCRIPT_UNKNOWN_USER_ERROR
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/templates/get-user
function getByEmail(email, callback) {
  require('request').get({ url: configuration.URL + encodeURIComponent(email), json: true }, function (err, response, body) {
    if (err) return callback(err);
    if (response.statusCode !== 200) return callback(new Error('HTTP ' + response.statusCode));
    callback(null, { user_id: body.id, email: body.email });
  });
}
