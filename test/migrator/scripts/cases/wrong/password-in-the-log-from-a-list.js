// script: login
// finds: SCRIPT_LOGS_PASSWORD
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/templates/login
function login(email, password, callback) {
  [email, password].forEach((x) => console.log(x));
  require('request').post({ url: configuration.URL, json: { email, password } }, function (err, response, body) {
    if (err) return callback(err);
    if (response.statusCode !== 200) return callback(new WrongUsernameOrPasswordError(email));
    callback(null, { user_id: body.id, email: body.email });
  });
}
