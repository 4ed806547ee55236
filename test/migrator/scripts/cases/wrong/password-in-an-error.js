// script: change_password
// finds: SCRIPT_LOGS_PASSWORD
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/error-handling
function changePassword(email, newPassword, callback) {
  require('request').post({ url: configuration.URL, json: { email, newPassword } }, function (err, response) {
    if (err) return callback(err);
    if (response.statusCode !== 200) return callback(new Error(`The legacy API refused ${newPassword}`));
    return callback(null, true);
  });
}
