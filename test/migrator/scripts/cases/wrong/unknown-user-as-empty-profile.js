// script: get_user
// finds: SCRIPT_UNKNOWN_USER_PROFILE
// see: https://community.auth0.com/t/120220
function getByEmail(email, callback) {
  require('request').get(configuration.URL + encodeURIComponent(email), { json: true }, function (err, response, body) {
    if (err) return callback(err);
    if (response.statusCode === 404) return callback(null, {});
    return callback(null, { user_id: body.id, email: body.email });
  });
}
