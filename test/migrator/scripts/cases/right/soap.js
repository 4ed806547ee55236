// script: login
function login(username, password, callback) {
  const soap = require('soap');
  soap.createClient(configuration.WSDL, function (err, client) {
    if (err) return callback(err);
    client.Authenticate({ userName: username, pass: password }, function (err, result) {
      if (err) return callback(err);
      if (!result.success) return callback(new WrongUsernameOrPasswordError(username));
      callback(null, { user_id: result.userId, username: username, email: result.mail });
    });
  });
}
