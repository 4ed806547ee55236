// script: login
// finds: SCRIPT_ERROR_CLASS
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/templates/get-user
function login(email, password, callback) {
  require('request').post({ url: configuration.URL, json: { email, password } }, function (err, response, user) {
    if (err) return callback(err);
    if (response.statusCode !== 200) return callback('wrong');
    return callback(null, { user_id: user.id, email: user.email });
  });
}
