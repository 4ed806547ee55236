// script: login
// finds: SCRIPT_ERROR_CLASS
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/error-handling
function login(email, password, callback) {
  require('request').post({ url: configuration.URL, json: { email, password } }, function (err, response, body) {
    if (err) return callback(err.message);
    if (response.statusCode !== 200) return callback(new WrongUsernameOrPasswordError(email));
    callback(null, { user_id: body.id, email: body.email });
  });
}
