// script: get_user
// finds: SCRIPT_ID_UNSTABLE
// see: https://auth0.com/docs/authenticate/database-connections/custom-db/templates/get-user
function getByEmail(email, callback) {
  require('request').get({ url: configuration.URL + '/all', json: true }, function (err, response, people) {
    if (err) return callback(err);
    const index = people.findIndex((person) => person.mail === email);
    if (index === -1) return callback(null);
    callback(null, { user_id: 'legacy-' + index, email: people[index].mail });
  });
}
