// script: login
// finds: SCRIPT_LOGS_PASSWORD
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/templates/login
function login(email, password, callback) {
  const body = { email, password };
  console.log('asking', JSON.stringify(body));
  require('request').post({ url: configuration.URL, json: body }, function (err, response, user) {
    if (err) return callback(err);
    if (response.statusCode !== 200) return callback(new WrongUsernameOrPasswordError(email));
    return callback(null, { user_id: user.id, email: user.email });
  });
}
