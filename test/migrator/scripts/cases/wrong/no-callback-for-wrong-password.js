// script: login
// finds: SCRIPT_NO_CALLBACK
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/custom-database-connections-scripts/execution
function login(email, password, callback) {
  const bcrypt = require('bcrypt');
  findUser(email, function (err, user) {
    if (err) return callback(err);
    bcrypt.compare(password, user.hash, function (err, isValid) {
      if (err) return callback(err);
      if (isValid) callback(null, { user_id: user.id, email: user.email });
    });
  });
  function findUser(address, done) {
    require('mysql').createConnection(configuration.URL).query('SELECT * FROM users WHERE email = ?', [address], function (err, rows) {
      done(err, rows && rows[0]);
    });
  }
}
