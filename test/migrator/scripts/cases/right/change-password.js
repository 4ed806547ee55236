// script: change_password
function changePassword(email, newPassword, callback) {
  const bcrypt = require('bcrypt');
  bcrypt.hash(newPassword, 10, function (err, hash) {
    if (err) return callback(err);
    const connection = require('mysql').createConnection({ host: configuration.HOST, password: configuration.PASSWORD });
    connection.query('UPDATE users SET hash = ? WHERE email = ?', [hash, email], function (err, result) {
      connection.end();
      if (err) return callback(err);
      console.log('changed', result.affectedRows);
      callback(null, result.affectedRows > 0);
    });
  });
}
