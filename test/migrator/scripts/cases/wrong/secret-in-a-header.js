// script: login
// finds: SCRIPT_SECRET
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/custom-database-connections-scripts/connection-security
function login(email, password, callback) {
  const options = { url: 'https://legacy.example.com/login', headers: { 'x-api-key': '8c1f0ee2d7' }, json: { email, password } };
  require('request').post(options, function (err, response, user) {
    if (err) return callback(err);
    if (response.statusCode !== 200) return callback(new WrongUsernameOrPasswordError(email));
    return callback(null, { user_id: user.id, email: user.email });
  });
}
