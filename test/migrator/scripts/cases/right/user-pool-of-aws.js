// script: login
function login(usernameOrEmail, password, callback) {
  const AWS = require('aws-sdk');
  const cognito = new AWS.CognitoIdentityServiceProvider({ region: 'eu-west-1' });
  const params = {
    AuthFlow: 'ADMIN_NO_SRP_AUTH',
    ClientId: configuration.CLIENT_ID,
    UserPoolId: configuration.POOL_ID,
    AuthParameters: { USERNAME: usernameOrEmail, PASSWORD: password }
  };
  cognito.adminInitiateAuth(params, (err) => {
    if (err) {
      if (err.code === 'NotAuthorizedException' || err.code === 'UserNotFoundException') return callback(new WrongUsernameOrPasswordError(usernameOrEmail));
      return callback(err);
    }
    cognito.adminGetUser({ UserPoolId: configuration.POOL_ID, Username: usernameOrEmail }, (err, data) => {
      if (err) return callback(err);
      const attributes = {};
      data.UserAttributes.forEach(({ Name, Value }) => { attributes[Name] = Value; });
      callback(null, { user_id: attributes.sub, email: attributes.email, email_verified: attributes.email_verified === 'true' });
    });
  });
}
