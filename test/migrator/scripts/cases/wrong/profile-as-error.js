// script: get_user
// finds: SCRIPT_ERROR_CLASS
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/templates/get-user
function getByEmail(email, callback) {
  require('request').get({ url: configuration.URL + encodeURIComponent(email), json: true }, function (err, response, body) {
    if (err) return callback(err);
    if (response.statusCode === 404) return callback(null);
    callback({ user_id: body.id, email: body.email });
  });
}
